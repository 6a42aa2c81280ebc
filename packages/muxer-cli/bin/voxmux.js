#!/usr/bin/env node
import './voxmux.cjs';
