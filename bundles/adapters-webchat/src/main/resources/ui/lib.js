// SPDX-License-Identifier: Apache-2.0
// Preact, its hooks and htm, from the library's jar; the one place that names the library's file.
export {h, html, render, Component, createContext, useCallback, useContext, useEffect, useErrorBoundary, useLayoutEffect,
  useMemo, useReducer, useRef, useState} from './lib/preact.js';
